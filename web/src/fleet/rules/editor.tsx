import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { Field, Form } from '../../components/form.tsx';
import { Loaded, View } from '../../components/view.tsx';
import { api } from '../../core/api.ts';
import { statusOf } from '../../core/failure.ts';
import { numberIn } from '../../core/fields.ts';
import { useForm } from '../../core/form.ts';
import type { Rule } from '../../core/model.ts';
import { allPages } from '../../core/pages.ts';
import { goTo } from '../../core/route.ts';
import { notify } from '../../core/toasts.ts';
import { usePolling } from '../../core/use-polling.ts';
import { MatchFields, PlanFields } from './fields.tsx';
import { Preview } from './preview.tsx';
import { bodyOf, matchOf, NEW_RULE, PATHS, type RuleValues, valuesOf } from './values.ts';

interface Loadable {
  rule: Rule | undefined;
  /** What the rule was when it was read: nobody's change in between is lost. */
  etag: string | undefined;
  pools: string[];
  clusters: string[];
}

const loadFor = async (name: string | undefined): Promise<Loadable> => {
  const [found, pools, clusters] = await Promise.all([
    name === undefined ? undefined : api.receive('GET /fleet/rules/{name}', { params: { name } }),
    allPages((cursor) => api('GET /api/pools', { query: { fields: 'head', limit: 1000, cursor } })),
    allPages((cursor) => api('GET /api/v1/clusters', { query: { cursor } })),
  ]);
  return {
    rule: found?.body,
    etag: found?.headers.get('etag') ?? undefined,
    pools: pools.map(({ id }) => id),
    clusters: clusters.map((cluster) => cluster.name),
  };
};

/** A new rule does not take the place of another. */
const assertNew = async (name: string): Promise<void> => {
  const there = await api('GET /fleet/rules/{name}', { params: { name } }).then(
    () => true,
    (error) => {
      if (statusOf(error) === 404) return false;
      throw error;
    },
  );
  if (there) throw new Error(`Rule ${name} already exists.`);
};

const Editor = ({ of: { rule, etag, pools, clusters } }: { of: Loadable }) => {
  const form = useForm<RuleValues>(
    rule ? valuesOf(rule) : NEW_RULE,
    async (values) => {
      const name = rule?.name ?? values.name.trim();
      if (!rule && name !== '') await assertNew(name);
      await api('PUT /fleet/rules/{name}', {
        params: { name: name || ' ' },
        body: bodyOf(values),
        ...(etag !== undefined && { headers: { 'if-match': etag } }),
      });
      notify(`Rule ${name} is saved. Devices that are enrolled already stay as they are.`);
      goTo(['rules']);
    },
    { paths: PATHS },
  );
  const { values } = form;
  const draft = {
    name: rule?.name ?? values.name.trim(),
    priority: Number(numberIn(values.priority)) || 0,
    match: matchOf(values),
  };
  return (
    <div class="editor">
      <section class="card">
        <Form form={form} action="Save rule" onCancel={() => goTo(['rules'])}>
          {!rule && <Field form={form} name="name" label="Name" hint="What the rule is known by, such as web" />}
          <MatchFields form={form} />
          <PlanFields form={form} pools={pools} clusters={clusters} />
          <fieldset class="fields">
            <legend>When it is tried</legend>
            <div class="side-by-side">
              <Field
                form={form}
                name="priority"
                label="Priority"
                hint="The lowest is tried first"
                input={{ inputMode: 'numeric' }}
              />
              <Field
                form={form}
                name="max_devices"
                label="Most devices (may be left empty)"
                hint="Then the next rule is tried"
                input={{ inputMode: 'numeric' }}
              />
              <Field
                form={form}
                name="enabled"
                label="In use"
                options={[
                  ['yes', 'Yes'],
                  ['no', 'No: it is passed over'],
                ]}
              />
            </div>
          </fieldset>
        </Form>
      </section>
      <Preview draft={draft} />
    </div>
  );
};

/** A rule is edited as it was when it was opened: it is not loaded again under the fingers. */
const ONCE_MS = 86_400_000;

export const RuleView = ({ name }: { name?: string }) => {
  const live = usePolling(() => loadFor(name), { everyMs: ONCE_MS, key: name ?? '' });
  const [deleting, setDeleting] = useState(false);
  return (
    <View
      title={name ?? 'New rule'}
      up={{ to: ['rules'], name: 'Rules' }}
      actions={
        live.data?.rule && (
          <Button look="danger" onClick={() => setDeleting(true)}>
            Delete
          </Button>
        )
      }
    >
      <Loaded live={live} what={name ?? 'the form'}>
        {(loaded) => <Editor key={name ?? ''} of={loaded} />}
      </Loaded>
      {deleting && name !== undefined && (
        <Confirm
          title={`Delete rule ${name}?`}
          action="Delete rule"
          onClose={() => setDeleting(false)}
          run={async () => {
            await api('DELETE /fleet/rules/{name}', { params: { name } });
            notify(`Rule ${name} is deleted.`);
            goTo(['rules']);
          }}
        >
          Devices that it enrolled stay enrolled.
        </Confirm>
      )}
    </View>
  );
};
