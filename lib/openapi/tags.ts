import type { Tag } from './generator/document.ts';

/** The areas of the system, in the order in which documents show them. */
export const tags: Readonly<Record<string, Tag>> = {
  pools: {
    title: 'Pools',
    sentence: 'Pools of IP addresses: each is handed to one machine at a time, and taken back.',
  },
  ztp: {
    title: 'Zero-touch provisioning',
    sentence: 'Machines register themselves at their first boot, and the service manager is told of it.',
  },
  fleet: {
    title: 'Fleet',
    sentence: 'Rules by which a registration becomes a machine with an address, a server that is watched, and an end.',
  },
  monitor: {
    title: 'Ping monitor',
    sentence: 'Servers that are pinged again and again, and the history of what they answered.',
  },
  cloud: {
    title: 'Simulated cloud',
    sentence: 'Clusters of machines that start, stop and reboot as in a real cloud, without one.',
  },
  compute: {
    title: 'Compute clusters',
    sentence: 'Clusters that belong to the user who made them; nobody else sees them.',
  },
  auth: {
    title: 'Users and tokens',
    sentence: 'A name and a password give a token; the token opens the other calls.',
  },
  events: {
    title: 'Events',
    sentence: 'What happened, to what, when, and who did it.',
  },
  webhooks: {
    title: 'Webhooks',
    sentence: 'Events are sent to URLs of yours, signed after the Standard Webhooks specification.',
  },
  search: {
    title: 'Search',
    sentence: 'Things of all areas, by the beginning of what they are known by.',
  },
  import: {
    title: 'Import',
    sentence: 'Servers, devices and pools out of a spreadsheet, as the lists give them as CSV.',
  },
  graphql: {
    title: 'GraphQL',
    sentence: 'The same five areas in one schema, through the same rules.',
  },
  docs: {
    title: 'API documents',
    sentence: 'This description, and the page to read it and to call from.',
  },
  ui: {
    title: 'The page',
    sentence: 'What people look at: servers, pools, devices, machines and compute clusters, in a browser.',
  },
};
