import { counted, dateTime } from '../core/format.ts';
import type { FleetDevice } from '../core/model.ts';
import { href } from '../core/route.ts';
import { StepMark } from './marks.tsx';
import { type Mark, marksOf } from './steps.ts';

/** What a step gave, as a link. */
const Given = ({ name, device }: { name: string; device: FleetDevice }) => {
  const { address, server, machine } = device;
  if (name === 'Address' && address)
    return (
      <a href={href(['pools', address.pool], { at: address.ip_address })}>
        {address.ip_address} of {address.pool}
      </a>
    );
  if (name === 'Monitoring' && server) return <a href={href(['servers', server.name])}>{server.name}</a>;
  if (name === 'Machine' && machine) return <a href={href(['machines', machine.id])}>{machine.name}</a>;
  return null;
};

const Line = ({ mark: { name, word, tone, step }, device }: { mark: Mark; device: FleetDevice }) => (
  <li>
    <StepMark tone={tone} />
    <span class="strong step-name">{name}</span>
    {name !== 'Registered' && <span>{word}</span>}
    <Given name={name} device={device} />
    {step && step.attempts > 1 && <span class="sub">{counted(step.attempts, 'attempt')}</span>}
    <time class="line-end" dateTime={step?.at ?? device.registered_at}>
      {step ? dateTime(step.at) : name === 'Registered' ? dateTime(device.registered_at) : ''}
    </time>
    {step?.error && <span class="step-error">{step.error}</span>}
  </li>
);

/** The steps of a device, what each gave, and why one failed. */
export const StepList = ({ device }: { device: FleetDevice }) => (
  <section class="card">
    <h2>Steps</h2>
    <p class="lead">
      {device.rule ? (
        <>
          As the rule <a href={href(['rules', device.rule])}>{device.rule}</a> says.
        </>
      ) : (
        <>
          No <a href={href(['rules'])}>rule</a> matched it: the service manager is called, and nothing else is done.
        </>
      )}
    </p>
    <ol class="lines steps">
      {marksOf(device).map((mark) => (
        <Line key={mark.name} mark={mark} device={device} />
      ))}
    </ol>
  </section>
);
