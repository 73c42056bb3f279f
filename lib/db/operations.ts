import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  BatchWriteCommandInput,
  BatchWriteCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  TransactWriteCommandInput,
  TransactWriteCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';

/** What Muster asks of DynamoDB: each operation by its name in the API, with plain values as the SDK's document client has them. */
export interface Operations {
  GetItem: { input: GetCommandInput; output: GetCommandOutput };
  PutItem: { input: PutCommandInput; output: PutCommandOutput };
  UpdateItem: { input: UpdateCommandInput; output: UpdateCommandOutput };
  DeleteItem: { input: DeleteCommandInput; output: DeleteCommandOutput };
  Query: { input: QueryCommandInput; output: QueryCommandOutput };
  Scan: { input: ScanCommandInput; output: ScanCommandOutput };
  BatchGetItem: { input: BatchGetCommandInput; output: BatchGetCommandOutput };
  BatchWriteItem: { input: BatchWriteCommandInput; output: BatchWriteCommandOutput };
  TransactWriteItems: { input: TransactWriteCommandInput; output: TransactWriteCommandOutput };
}
export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O]['input'];
export type Output<O extends Operation> = Omit<Operations[O]['output'], '$metadata'>;

/** A request on its way, and what comes back of it, as the SDK's middlewares see them. */
export interface Passing {
  input: object;
}
export interface Passed {
  output: object;
  response?: unknown;
}
export type Proceed = (args: Passing) => Promise<Passed>;
/** In the SDK's form, so that what is put around requests goes around those of either client. */
export type Around = (next: Proceed, context: { commandName?: string }) => Proceed;
/** Around a request with all its retries (`initialize`), or around each sending (`deserialize`). */
export interface Place {
  step: 'initialize' | 'deserialize';
  name: string;
  priority?: 'high' | 'normal' | 'low';
}

/** What sends requests to the table: the lean client, or the SDK's. */
export interface DocumentClient {
  send<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>>;
  readonly middlewareStack: {
    add(around: Around, place: Place): void;
    remove(name: string): boolean;
  };
  destroy(): void;
}
