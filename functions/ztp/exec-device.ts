import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { eachRecord, newImage } from '#events/stream';
import { metered } from '#lib/core/metrics';
import { dispatchEnrollments } from '#lib/fleet/service/dispatch';
import { intake, NOTHING } from '#lib/fleet/service/intake';
import { dispatch } from '#lib/ztp/dispatch';
import { Device } from '#lib/ztp/model';

/**
 * Writes each registration's exec call into the ledger and begins the enrollments of devices that rules match, and has
 * both seen to. Woken by registrations, and by edits, which servers and machines of the fleet follow.
 */
export const handler = metered(async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const { registered, edited } = intake();
  const { done, failures } = await eachRecord(event, (record) => {
    const image = newImage(record);
    // The signature under a deletion is no registration.
    if ((image?.by as { deletes?: boolean } | undefined)?.deletes) return NOTHING;
    return (image?.changedBy === 'edit' ? edited : registered)(Device.parse(image));
  });
  await Promise.all([
    dispatch(done.flatMap(({ execs }) => execs)),
    dispatchEnrollments(done.flatMap(({ enrollments }) => enrollments)),
  ]);
  return failures;
});
