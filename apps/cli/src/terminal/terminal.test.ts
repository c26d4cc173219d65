import { expect, it } from 'vitest';
import { createTerminal, type Screen } from './terminal.ts';

function screen(isTTY: boolean, columns = 40) {
  const written: string[] = [];
  const screen: Screen = { isTTY, columns, write: (text) => written.push(text) };
  return { screen, text: () => written.join('') };
}

function terminalOn(isTTY: boolean, options: { readonly json?: boolean; readonly color?: boolean } = {}) {
  const [out, err] = [screen(isTTY), screen(isTTY)];
  const terminal = createTerminal({ out: out.screen, err: err.screen, json: false, color: false, ...options });
  return { terminal, out: out.text, err: err.text };
}

const HOSTILE = 'Leg\u001b[2J day\u0007\u202e <script>x</script>\r\nroot# ';

it.each(['line', 'note', 'table', 'progress'] as const)('lets nothing foreign move the cursor: %s', (how) => {
  const { terminal, out, err } = terminalOn(false);
  if (how === 'table') {
    terminal.table(['title'], [[HOSTILE]]);
  } else {
    terminal[how](HOSTILE);
  }
  expect(out() + err()).toContain('Leg day <script>x</script> root#');
  expect(out() + err()).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
});

it('colours what it has cleaned, and only where that is wanted', () => {
  const colored = terminalOn(true, { color: true });
  colored.terminal.line({ text: `a${HOSTILE}`, style: 'red' });
  expect(colored.out()).toBe('\u001b[31maLeg day <script>x</script> root#\u001b[39m\n');
  const plain = terminalOn(true);
  plain.terminal.line({ text: 'a', style: 'red' }, 'b');
  expect(plain.out()).toBe('a b\n');
});

it('aligns columns by what is seen', () => {
  const { terminal, out } = terminalOn(true, { color: true });
  terminal.table(
    ['one', 'two'],
    [
      [{ text: 'long word', style: 'green' }, 'x'],
      ['s', 'y'],
    ],
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken away
  const seen = out().replace(/\u001b\[\d+m/g, '');
  expect(seen).toBe('one        two\nlong word  x\ns          y\n');
});

it('aligns columns and cuts its live line by what a terminal shows in two', () => {
  const { terminal, out, err } = terminalOn(true);
  terminal.table(
    ['one', 'two'],
    [
      ['腕立て', 'x'],
      ['💪e\u0301', 'y'],
    ],
  );
  expect(out()).toBe('one     two\n腕立て  x\n💪e\u0301     y\n');
  terminal.progress('腕'.repeat(30));
  expect(err()).toBe(`\r\u001b[2K${'腕'.repeat(19)}`);
});

it('writes progress over itself at a terminal, within its width, and takes it away before the answer', () => {
  const { terminal, out, err } = terminalOn(true);
  terminal.progress('queued');
  terminal.progress('queued');
  terminal.progress(`running ${'x'.repeat(60)}`);
  terminal.line('done');
  expect(err()).toBe(`\r\u001b[2Kqueued\r\u001b[2Krunning ${'x'.repeat(31)}\r\u001b[2K`);
  expect(out()).toBe('done\n');
});

it('takes a terminal that does not know its width for one of 80 columns', () => {
  const { screen: unknown, text } = screen(true, 0);
  createTerminal({ out: unknown, err: unknown, json: false, color: false }).progress('x'.repeat(100));
  expect(text()).toBe(`\r\u001b[2K${'x'.repeat(79)}`);
});

it('writes a line for each change where there is no terminal', () => {
  const { terminal, err } = terminalOn(false);
  terminal.progress('queued');
  terminal.progress('queued');
  terminal.progress('running');
  terminal.endProgress();
  expect(err()).toBe('queued\nrunning\n');
});

it('says nothing in words where JSON was asked for', () => {
  const { terminal, out } = terminalOn(false, { json: true });
  terminal.answer({ title: HOSTILE }, () => terminal.line('words'));
  terminal.line('words');
  terminal.table(['words'], [['words']]);
  expect(JSON.parse(out())).toEqual({ title: HOSTILE });
  expect(out()).not.toContain('\u001b');
});
