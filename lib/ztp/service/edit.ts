import { assertMatch, nothingThere } from '#lib/core/etag';
import { deviceKeyOf } from '../device-key.ts';
import { deviceUnknown } from '../errors.ts';
import type { Device, Editing } from '../model.ts';
import * as repository from '../repository.ts';

interface Guarded {
  /** The caller's `If-Match`. */
  ifMatch?: string | undefined;
}

type Editable = Pick<Device, 'id' | 'ip' | 'name' | 'userdata' | 'tags'>;

/** What a device's entity tag stands for: which one it is and what can be edited of it, not what became of it. */
export const editableOf = ({ id, ip, name, userdata, tags }: Editable): Editable => ({ id, ip, name, userdata, tags });

/** Changes what is named, if the device still is what the caller has seen. @throws AppError 412. */
const changeIfMatch = async (
  id: string,
  fields: Editing,
  changedBy: 'edit' | 'tags',
  ifMatch: string,
): Promise<Device> => {
  const key = deviceKeyOf(id);
  for (;;) {
    const seen = await repository.find(key);
    if (!seen) throw nothingThere();
    assertMatch(ifMatch, editableOf(seen));
    const changed = await repository.changeAsRead(key, seen, fields, changedBy);
    // Else somebody was faster: it is read again.
    if (changed) return changed;
  }
};

/** Changes what is named; no registration, and so no exec call. @throws AppError 404, 412 when `ifMatch` does not hold. */
export const edit = async (id: string, fields: Editing, { ifMatch }: Guarded = {}): Promise<Device> => {
  if (ifMatch !== undefined) return changeIfMatch(id, fields, 'edit', ifMatch);
  const edited = await repository.edit(deviceKeyOf(id), fields);
  if (!edited) throw deviceUnknown(id);
  return edited;
};

/** Changes the tags of a device. @throws AppError 404, 412 when `ifMatch` does not hold. */
export const tag = async (id: string, tags: readonly string[], { ifMatch }: Guarded = {}): Promise<void> => {
  if (ifMatch !== undefined) await changeIfMatch(id, { tags: [...tags] }, 'tags', ifMatch);
  else if ((await repository.tag(deviceKeyOf(id), tags)) === 'gone') throw deviceUnknown(id);
};
