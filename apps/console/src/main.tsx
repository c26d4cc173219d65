import { render } from 'preact';
import { App } from './shell/app.tsx';
import './shell/console.css';

const root = document.getElementById('console');
if (root !== null) {
  render(<App />, root);
}
