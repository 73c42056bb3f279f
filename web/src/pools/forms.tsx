import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { entriesIn, numberIn, optional } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import { counted } from '../core/format.ts';
import type { Resource } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { notify } from '../core/toasts.ts';

export const CreatePool = ({ onClose }: { onClose: () => void }) => {
  const form = useForm(
    { id: '', name: '', resources: '', space: '', cool_down_seconds: '' },
    async ({ id, name, resources, space, cool_down_seconds }) => {
      const made = await api('PUT /api/pools/{id}', {
        params: { id: id.trim() || ' ' },
        body: {
          name: name.trim() || id.trim(),
          resources: entriesIn(resources),
          space: optional(space, String),
          cool_down_seconds: optional(cool_down_seconds, numberIn),
        },
      });
      const total = Number(made.total ?? made.resources.length);
      notify(`${id.trim()} is made, with ${counted(total, 'address', 'addresses')}.`);
      goTo(['pools', id.trim()]);
    },
    { at: { 409: 'id' } },
  );
  return (
    <Dialog title="Create a pool" onClose={onClose}>
      <Form form={form} action="Create pool" onCancel={onClose}>
        <Field form={form} name="id" label="Id" hint="1 to 64 of A-Z a-z 0-9 . _ -, such as rack-1" />
        <Field form={form} name="name" label="Name" hint="For people; the id where it is left empty." />
        <Field
          form={form}
          name="resources"
          label="Addresses"
          kind="lines"
          hint="Addresses, blocks (10.0.0.0/24) and ranges (10.0.0.10-10.0.0.20), one by line, of any size: 10.0.0.0/8 takes no longer."
        />
        <Field
          form={form}
          name="space"
          label="Space (may be left empty)"
          hint="Pools of one space never have an address in common."
        />
        <Field
          form={form}
          name="cool_down_seconds"
          label="Cool-down in seconds"
          hint="How long a released address is given to nobody else. Empty: not at all."
          input={{ inputMode: 'numeric' }}
        />
      </Form>
    </Dialog>
  );
};

interface Props {
  pool: string;
  onClose: () => void;
  onDone: (resource?: Resource) => void;
}

const blockName = ({ ip_address, prefix_length }: Resource): string =>
  prefix_length === undefined ? ip_address : `${ip_address}/${prefix_length}`;

export const Allocate = ({ pool, resource, onClose, onDone }: Props & { resource?: Resource }) => {
  const form = useForm(
    { owner: '', ttl_seconds: '', prefix_length: '' },
    async ({ owner, ttl_seconds, prefix_length }) => {
      const given = await api('PUT /api/pools/{id}/allocate', {
        params: { id: pool },
        body: {
          id: resource?.id,
          owner: optional(owner, String),
          ttl_seconds: optional(ttl_seconds, numberIn),
          prefix_length: optional(prefix_length, numberIn),
        },
      });
      const one = 'items' in given ? given.items[0] : given;
      if (one) notify(`${blockName(one)} is allocated.`);
      onDone(one);
      onClose();
    },
  );
  return (
    <Dialog title={resource ? `Allocate ${resource.ip_address}` : `Allocate in ${pool}`} onClose={onClose}>
      <Form form={form} action="Allocate" onCancel={onClose}>
        <Field
          form={form}
          name="owner"
          label="Owner (may be left empty)"
          hint="An owner that already holds an address of this pool is given the same one."
        />
        <Field
          form={form}
          name="ttl_seconds"
          label="Lease in seconds (may be left empty)"
          hint="After that time it is released by itself."
          input={{ inputMode: 'numeric' }}
        />
        {!resource && (
          <Field
            form={form}
            name="prefix_length"
            label="Block of prefix length (may be left empty)"
            hint="A whole free block instead of an address: 28 has 16 addresses of IPv4. It is released as one."
            input={{ inputMode: 'numeric' }}
          />
        )}
      </Form>
    </Dialog>
  );
};

export const AddAddress = ({ pool, onClose, onDone }: Props) => {
  const form = useForm(
    { ip_address: '' },
    async ({ ip_address }) => {
      const added = await api('POST /api/pools/{id}/resource/add', {
        params: { id: pool },
        body: { ip_address: ip_address.trim() },
      });
      if ('ip_address' in added) {
        notify(`${added.ip_address} is added.`);
        onDone(added);
      } else {
        notify(`${added.total} addresses are added.`);
        onDone();
      }
      onClose();
    },
    { at: { 409: 'ip_address' } },
  );
  return (
    <Dialog title="Add addresses" onClose={onClose}>
      <Form form={form} action="Add addresses" onCancel={onClose}>
        <Field
          form={form}
          name="ip_address"
          label="Address, block or range"
          hint="10.0.0.5, 10.0.1.0/24 or 10.0.2.10-10.0.2.20"
        />
      </Form>
    </Dialog>
  );
};
