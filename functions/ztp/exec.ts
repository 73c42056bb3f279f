import type { DynamoDBStreamEvent } from 'aws-lambda';
import { newImage } from '#events/stream';
import { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';

export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  await Promise.all(Records.map((record) => ztp.exec(Device.parse(newImage(record)))));
};
