import { type Driver, type Means, pick } from './driver.ts';

const QUERIES = [
  '{ pools(first: 5) { nodes { id name } } }',
  '{ devices(first: 20) { nodes { id ip exec { status attempts } } } }',
  '{ servers(first: 20) { nodes { name status } } }',
  '{ machines(first: 20) { nodes { id state tags } } cloudClusters(first: 5) { nodes { name machines(first: 5) { nodes { id } } } } }',
];

/** Reads everything through the graph. */
export const graphqlDriver = ({ ask, wrong }: Means): Driver => ({
  turn: async () => {
    const query = pick(QUERIES);
    const { body } = await ask('query', 'POST', '/graphql', { body: { query }, expected: [200] });
    if (body.errors) wrong(`${query} gave ${JSON.stringify(body.errors)}`);
  },
  check: async () => {},
});
