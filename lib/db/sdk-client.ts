import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Patience } from '#lib/core/aws/http';
import type { LocalEndpoint } from '#lib/core/aws/local-endpoint';
import { assertLease } from '#lib/core/lease';
import type { Around, DocumentClient, Input, Operation, Output, Place } from './operations.ts';

/** Each sending of a request, the repeated ones too, goes out under the lease of the call that it belongs to. */
const fence = ({ middlewareStack }: DynamoDBDocumentClient): void =>
  middlewareStack.add(
    (next) => async (args) => {
      assertLease();
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'lease' },
  );

/**
 * The SDK's document client, with its own chain of credentials, and its own choice of the endpoint where none is local.
 * What loads it here is left out of the bundles: Lambda brings the SDK along for those who want it.
 */
const load = async (local: LocalEndpoint | undefined, { connectMs, answerMs }: Patience) => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const lib = await import('@aws-sdk/lib-dynamodb');
  const agent = { keepAlive: true, maxSockets: 128 };
  const client = lib.DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...local,
      maxAttempts: 4,
      requestHandler: {
        connectionTimeout: connectMs,
        requestTimeout: answerMs,
        throwOnRequestTimeout: true,
        httpAgent: agent,
        httpsAgent: agent,
      },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  fence(client);
  const commands = {
    GetItem: lib.GetCommand,
    PutItem: lib.PutCommand,
    UpdateItem: lib.UpdateCommand,
    DeleteItem: lib.DeleteCommand,
    Query: lib.QueryCommand,
    Scan: lib.ScanCommand,
    BatchGetItem: lib.BatchGetCommand,
    BatchWriteItem: lib.BatchWriteCommand,
    TransactWriteItems: lib.TransactWriteCommand,
  } as const;
  return { client, commands };
};
type Loaded = Awaited<ReturnType<typeof load>>;

/** The SDK's client behind the door of the lean one. It is loaded with its first request. */
export class SdkClient implements DocumentClient {
  readonly #options: Parameters<typeof load>;
  readonly #around: { around: Around; place: Place }[] = [];
  #loading: Promise<Loaded> | undefined;
  #loaded: Loaded | undefined;

  constructor(local: LocalEndpoint | undefined, patience: Patience) {
    this.#options = [local, patience];
  }

  readonly middlewareStack: DocumentClient['middlewareStack'] = {
    add: (around, place) => {
      this.#around.push({ around, place });
      this.#loaded?.client.middlewareStack.add(around as never, place as never);
    },
    remove: (name) => {
      const at = this.#around.findIndex(({ place }) => place.name === name);
      if (at >= 0) this.#around.splice(at, 1);
      this.#loaded?.client.middlewareStack.remove(name);
      return at >= 0;
    },
  };

  async #load(): Promise<Loaded> {
    const loaded = await load(...this.#options);
    for (const { around, place } of this.#around) loaded.client.middlewareStack.add(around as never, place as never);
    this.#loaded = loaded;
    return loaded;
  }

  async send<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>> {
    this.#loading ??= this.#load();
    const { client, commands } = await this.#loading;
    const command = new commands[operation](input as never);
    return (await client.send(command as never)) as Output<O>;
  }

  destroy(): void {
    this.#loaded?.client.destroy();
  }
}
