import { watchThisProcess } from './iam-enforcer-handlers.js';

watchThisProcess();
