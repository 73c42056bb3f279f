import { href } from '../core/route.ts';

interface Props {
  pool: string;
  /** The longest prefixes that have everything. */
  prefixes: readonly string[];
  /** Into which parts one went, one in the other. */
  trail: readonly string[];
}

/** Where in the pool one is, and the way back out. */
export const ZoomTrail = ({ pool, prefixes, trail }: Props) => {
  const steps = trail.length > 0 || prefixes.length > 1 ? trail : [];
  return (
    <nav class="trail" aria-label="Part of the pool">
      {prefixes.map((prefix, i) => (
        <a
          key={prefix}
          href={href(['pools', pool], { in: i === 0 ? 'all' : prefix })}
          aria-current={
            (steps.length === 0 && i === 0) || (steps.length === 1 && steps[0] === prefix) ? 'location' : undefined
          }
        >
          {prefix}
        </a>
      ))}
      {steps.map((prefix, i) =>
        prefixes.includes(prefix) ? null : (
          <span key={prefix}>
            <span aria-hidden="true">› </span>
            <a
              href={href(['pools', pool], { in: steps.slice(0, i + 1).join(',') })}
              aria-current={i === steps.length - 1 ? 'location' : undefined}
            >
              {prefix}
            </a>
          </span>
        ),
      )}
    </nav>
  );
};

/** The part around an address that is shown address by address. */
export const partAround = (address: string): string =>
  address.includes(':') ? `${address}/120` : address.replace(/\d+$/, '0/24');
