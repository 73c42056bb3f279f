import { documentClient, tableName } from '#lib/db/client';

type Item = Record<string, unknown>;

/** Every item of the table, page by page. */
export async function* allItems(): AsyncGenerator<Item[]> {
  let after: Item | undefined;
  do {
    const page = await documentClient().send('Scan', {
      TableName: tableName(),
      ConsistentRead: true,
      ...(after && { ExclusiveStartKey: after }),
    });
    yield page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after);
}
