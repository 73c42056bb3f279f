import { render } from 'preact';
import { App } from './app.tsx';
import { followHash } from './core/route.ts';

followHash();
const root = document.getElementById('app');
if (root) render(<App />, root);
