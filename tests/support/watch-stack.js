import { watchThisProcess } from './watch-handlers.js';

watchThisProcess();
