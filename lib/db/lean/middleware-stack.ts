import type { Around, DocumentClient, Place, Proceed } from '../operations.ts';

const ORDER = ['high', 'normal', 'low'];
const orderOf = ({ priority = 'normal' }: Place): number => ORDER.indexOf(priority);

/** What is put around requests, from the outside in. Nothing is, but by tests and benches. */
export class MiddlewareStack {
  #entries: { around: Around; place: Place }[] = [];

  readonly add: DocumentClient['middlewareStack']['add'] = (around, place) => {
    if (this.#entries.some((entry) => entry.place.name === place.name))
      throw new Error(`There is a ${place.name} already`);
    this.#entries = [...this.#entries, { around, place }].sort((a, b) => orderOf(a.place) - orderOf(b.place));
  };

  readonly remove = (name: string): boolean => {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(({ place }) => place.name !== name);
    return this.#entries.length < before;
  };

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** `proceed` with everything around it that belongs to a step. */
  around(step: Place['step'], context: { commandName: string }, proceed: Proceed): Proceed {
    return this.#entries
      .filter(({ place }) => place.step === step)
      .reduceRight((next, { around }) => around(next, context), proceed);
  }
}
