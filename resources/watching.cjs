// What CloudFormation cannot reckon out of the deploying shell's settings. An empty variable counts as not set.
const { METRICS, SWEEP_RATE, TRACING } = process.env;
const SECONDS = { minute: 60, hour: 3600, day: 86_400 };

const tracing = TRACING || 'off';
if (!['on', 'off'].includes(tracing)) throw new Error('Bad settings: TRACING must be on or off.');

// Without sweeps for five times SWEEP_RATE there is an alarm. CloudWatch looks back seven days at the most, in steps of
// up to a day.
const sweepRate = SWEEP_RATE || '1 minute';
if (!/^\d+ (minute|hour|day)s?$/.test(sweepRate))
  throw new Error('Bad settings: SWEEP_RATE must be like `1 minute` or `5 minutes`.');
const [number, unit] = sweepRate.split(' ');
const rate = Number(number) * SECONDS[unit.replace(/s$/, '')];
const seconds = Math.min(rate, SECONDS.day);
const periods = Math.min(Math.ceil((5 * rate) / seconds), Math.floor((7 * SECONDS.day) / seconds));

module.exports = {
  tracing: tracing === 'on',
  sweepRate,
  sweeps: { seconds, periods },
  // With metrics, silence means that nobody works; without them it means nothing.
  silence: METRICS === 'off' ? 'notBreaching' : 'breaching',
};
