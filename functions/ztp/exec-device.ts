import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { eachRecord, newImage } from '#events/stream';
import { metered } from '#lib/core/metrics';
import { dispatch } from '#lib/ztp/dispatch';
import { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';

/** Writes each registration's exec call into the ledger, and has it made. Woken by registrations alone. */
export const handler = metered(async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const { done, failures } = await eachRecord(event, (record) => ztp.openExec(Device.parse(newImage(record))));
  await dispatch(done);
  return failures;
});
