/** Collects the placeholders of one request, so that no attribute name can clash with a reserved word. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: unknown[] = [];

  name(attribute: string): string {
    const known = this.#names.get(attribute);
    if (known) return known;
    const key = `#n${this.#names.size}`;
    this.#names.set(attribute, key);
    return key;
  }

  value(value: unknown): string {
    return `:v${this.#values.push(value) - 1}`;
  }

  /** The two members of a request; DynamoDB refuses empty ones. */
  members(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  } {
    return {
      ...(this.#names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...this.#names].map(([attribute, key]) => [key, attribute])),
      }),
      ...(this.#values.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(this.#values.map((value, n) => [`:v${n}`, value])),
      }),
    };
  }
}

/** A condition or filter, as data: given the placeholders of a request, it writes itself as an expression. */
export type Condition = (at: Placeholders) => string;

const compare =
  (operator: string) =>
  (attribute: string, value: unknown): Condition =>
  (at) =>
    `${at.name(attribute)} ${operator} ${at.value(value)}`;

export const is = compare('=');
export const below = compare('<');
export const atMost = compare('<=');
export const above = compare('>');
export const atLeast = compare('>=');
export const has =
  (attribute: string): Condition =>
  (at) =>
    `attribute_exists(${at.name(attribute)})`;
export const hasNo =
  (attribute: string): Condition =>
  (at) =>
    `attribute_not_exists(${at.name(attribute)})`;
export const beginsWith =
  (attribute: string, prefix: string): Condition =>
  (at) =>
    `begins_with(${at.name(attribute)}, ${at.value(prefix)})`;
/** A set has the member, or a text the part. */
export const contains =
  (attribute: string, value: unknown): Condition =>
  (at) =>
    `contains(${at.name(attribute)}, ${at.value(value)})`;
export const isOneOf =
  (attribute: string, values: readonly unknown[]): Condition =>
  (at) =>
    `${at.name(attribute)} IN (${values.map((value) => at.value(value)).join(', ')})`;
export const all =
  (...conditions: Condition[]): Condition =>
  (at) =>
    conditions.map((each) => `(${each(at)})`).join(' AND ');
export const either =
  (...conditions: Condition[]): Condition =>
  (at) =>
    conditions.map((each) => `(${each(at)})`).join(' OR ');
export const not =
  (condition: Condition): Condition =>
  (at) =>
    `NOT (${condition(at)})`;

/** The item is there. */
export const isThere: Condition = has('pk');

/** No item is there yet under this key. */
export const isNew: Condition = hasNo('pk');
