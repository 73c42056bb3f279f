import * as holds from '#lib/webhooks/repository/holds';

/** Closes every hold, as somebody who dies before it is sent. */
export const closeAll = async (): Promise<void> => {
  for (const hold of await holds.all()) await holds.close(hold);
};
