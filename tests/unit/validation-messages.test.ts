import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { endpoints } from '#lib/api';
import { inputChecker } from '#lib/http/validate';

const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(undefined, null, true, -1, 0, 0.5, 1e9, Number.NaN, '', 'x', 'x'.repeat(20_000), '\ud800', '/'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'server', 'name', 'ip'), tie('any'), { maxKeys: 3 }),
  ),
})).any;

const fieldsOf = (schema: unknown): string[] =>
  typeof schema === 'object' && schema !== null && 'shape' in schema ? Object.keys(schema.shape as object) : [];

const like = (schema: unknown) => {
  const fields = fieldsOf(schema);
  return fc.oneof(value, fc.record(Object.fromEntries(fields.map((name) => [name, value])), { requiredKeys: [] }));
};

/** Words of zod, of JavaScript and of code. */
const STRANGE =
  /expected (string|number|int|object|array|boolean|record|to|one of)|received|invalid input|undefined|NaN|<=|>=|unrecognized|[{}\\]|to match/i;

test.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
  'what is wrong with the input of %s is said in words',
  (_, endpoint) => {
    const check = inputChecker(endpoint);
    fc.assert(
      fc.property(like(endpoint.params), like(endpoint.query), like(endpoint.body), (params, query, body) => {
        const checked = check({ params, query, body } as never);
        if (!('faults' in checked)) return;
        for (const { message } of checked.faults) {
          expect(message).not.toMatch(STRANGE);
          expect(message).toMatch(/^[a-zA-Z]/);
        }
      }),
    );
  },
);
