import { parseIp } from '#lib/core/address';
import { readSettings } from '#lib/core/settings';
import { choose } from '#lib/monitor/probers/choose';
import { PROBE_PERIOD_MS, START_GAP_MS } from '#lib/monitor/schedule';
import { summarise } from '#lib/monitor/summarise';

/** Tries a prober by hand: the one and the settings that a sweep would take. */
const main = async ([address = '', ...others]: string[]): Promise<void> => {
  if (!parseIp(address) || others.length > 0) throw new Error('Usage: npm run ping -- <IPv4 or IPv6 address>');
  const settings = readSettings(process.env);
  const { name, prober } = await choose(settings);
  const pace = {
    count: settings.PING_COUNT,
    timeoutMs: settings.PING_TIMEOUT_MS,
    periodMs: PROBE_PERIOD_MS,
    gapMs: START_GAP_MS,
  };
  const [replies = []] = await prober([address], pace);
  const how = name === 'tcp' ? `tcp, port ${settings.PING_PORT}` : name;
  for (const reply of replies)
    console.log(
      typeof reply === 'number'
        ? `answer from ${address} (${how}): ${reply.toFixed(3)} ms`
        : `no answer${reply === null ? '' : `: ${reply}`}`,
    );
  const { sent, received, min_ms, average_ms, max_ms } = summarise(replies, '');
  console.log(
    `${sent} sent, ${received} received${received ? `; min ${min_ms}, average ${average_ms}, max ${max_ms} ms` : ''}`,
  );
  process.exitCode = received > 0 ? 0 : 1;
};

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
