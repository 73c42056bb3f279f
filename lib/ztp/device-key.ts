const PAIRS = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;
const QUADS = /^[0-9a-f]{4}([.:-][0-9a-f]{4}){2}$/i;
const HALVES = /^[0-9a-f]{6}[:-][0-9a-f]{6}$/i;
const BARE = /^[0-9a-f]{12}$/i;

/**
 * One text for all spellings of an id. A MAC address (EUI-48) becomes lower-case pairs with colons, whether it was written
 * `AA-BB-CC-DD-EE-FF`, `aa:bb:cc:dd:ee:ff`, `aabb.ccdd.eeff`, `aabbcc-ddeeff` or `AABBCCDDEEFF`; any other id stays.
 */
export const deviceKeyOf = (id: string): string => {
  if (![PAIRS, QUADS, HALVES, BARE].some((spelling) => spelling.test(id))) return id;
  const digits = id.toLowerCase().replace(/[^0-9a-f]/g, '');
  return digits.match(/../g)?.join(':') ?? id;
};
