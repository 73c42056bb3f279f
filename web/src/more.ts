/** The views that are fetched when one of them is asked for first: one part, which compresses better than eight. */
export { EventsView } from './events/view.tsx';
export { FleetDeviceView } from './fleet/device.tsx';
export { RuleView } from './fleet/rules/editor.tsx';
export { RulesView } from './fleet/rules/list.tsx';
export { ImportView } from './import/view.tsx';
export { TokensView } from './tokens/view.tsx';
export { WebhooksView } from './webhooks/list.tsx';
export { WebhookView } from './webhooks/webhook.tsx';
