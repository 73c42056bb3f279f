import { assertMatch, nothingThere } from '#lib/core/etag';
import type { Server, ServerView } from '../model.ts';
import * as repository from '../repository/servers.ts';

/** What a server's entity tag stands for: which one it is and what can be edited of it, not the state it is in. */
export const editableOf = ({ id, name, ip, paused = false, tags = [], probe, parent }: Server | ServerView) => ({
  ...{ id, name, ip, paused, tags, probe, parent },
});

/** Changes what is given of a server, if it still is what the caller has seen. @throws AppError 412. */
export const changeIfMatch = async (
  name: string,
  changes: repository.ServerChange,
  ifMatch: string,
): Promise<Server> => {
  for (;;) {
    const seen = await repository.find(name);
    if (!seen) throw nothingThere();
    assertMatch(ifMatch, editableOf(seen));
    const changed = await repository.changeAsRead(seen, changes);
    // Else somebody was faster, or a sweep has put it into a group since: it is read again.
    if (changed) return changed;
  }
};
