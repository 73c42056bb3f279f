/** Collects the placeholders of one request, so that no attribute name can clash with a reserved word. */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};

  name(attribute: string): string {
    const found = Object.keys(this.names).find((key) => this.names[key] === attribute);
    if (found) return found;
    const key = `#n${Object.keys(this.names).length}`;
    this.names[key] = attribute;
    return key;
  }

  value(value: unknown): string {
    const key = `:v${Object.keys(this.values).length}`;
    this.values[key] = value;
    return key;
  }

  /** The two members of a request; DynamoDB refuses empty ones. */
  members(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  } {
    return {
      ...(Object.keys(this.names).length > 0 && { ExpressionAttributeNames: this.names }),
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
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
export const isNot = compare('<>');
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
