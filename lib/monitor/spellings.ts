/** Characters that are no ASCII letter, but become one in small letters: the Kelvin sign, and an I with a dot. */
const LOOKALIKES: Readonly<Record<string, readonly string[]>> = { k: ['\u212a'], i: ['\u0130'] };
/** A name is looked for under so many beginnings at most. */
const MOST = 16;

const spellingsOfCharacter = (character: string): readonly string[] => {
  const capital = character.toUpperCase();
  return [character, ...(capital === character ? [] : [capital]), ...(LOOKALIKES[character] ?? [])];
};

/**
 * Every way to write the beginning of a text in small and capital letters; of a shorter beginning where those would be
 * more than 16, or where letters follow that are not ASCII. Together they begin every text that begins so in any case.
 */
export const spellingsOf = (beginning: string): readonly string[] => {
  let found: readonly string[] = [''];
  for (const character of beginning.toLowerCase()) {
    const ways = spellingsOfCharacter(character);
    if (character > '~' || found.length * ways.length > MOST) return found;
    found = found.flatMap((begun) => ways.map((way) => begun + way));
  }
  return found;
};

/** Whether an address may begin so: then names alone do not tell which servers fit. */
export const mayBeginAddress = (beginning: string): boolean => /^[\da-f:.]*$/i.test(beginning);
