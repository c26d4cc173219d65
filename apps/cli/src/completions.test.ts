import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMON_OPTIONS } from './command.ts';
import { COMMANDS, LOCAL_COMMANDS, SHELLS, type Shell } from './commands/catalogue.ts';
import { renderCompletions } from './completions.ts';

/** What a shell runs to say what it offers after these words, the last of which is begun: a line each, with or without what it says. */
const QUESTIONS: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    '-c',
    `${renderCompletions('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sets; printf '%s\n' "\${COMPREPLY[@]}"`,
    'bash',
    ...['sets', ...words],
  ],
  // Its completion system runs in a terminal alone: what `compadd` is given there is narrowed here as it would do.
  zsh: (words) => [
    ...['-f', '-c'],
    `compdef() { : }
compadd() { shift; print -rl -- \${(M)@:#\${(b)words[CURRENT]}*} }
${renderCompletions('zsh')}
words=("$@"); CURRENT=$#; _sets`,
    'zsh',
    ...['sets', ...words],
  ],
  fish: (words) => ['--no-config', '-c', `${renderCompletions('fish')}\ncomplete -C '${['sets', ...words].join(' ')}'`],
};

function offered(shell: Shell, ...words: string[]): string[] {
  const { stdout, stderr, error } = spawnSync(shell, QUESTIONS[shell](words), { encoding: 'utf8' });
  expect({ error, stderr }).toEqual({ error: undefined, stderr: '' });
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
}

const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe.each(SHELLS.map((shell) => ({ shell })))('in $shell', ({ shell }) => {
  it.skipIf(!isInstalled(shell))('completes commands, their parts and their options', () => {
    const offer = (...words: string[]): string[] => offered(shell, ...words).toSorted();
    expect(offer('ops', 're')).toEqual(['replay', 'resume']);
    expect(offer('ops', 'keys', 'r')).toEqual(['revoke', 'rotate']);
    expect(offer('ops', 'keys', 'create', 'me', '--s')).toEqual(['--scopes']);
    expect(offer('ops', 'keys', '--c')).toEqual(['--caller']);
    expect(offer('webhooks', 'deliver')).toEqual(['deliveries', 'delivery']);
    expect(offer('webhooks', 'deliveries', 'we_an-endpoint', '--c')).toEqual(['--cursor']);
    expect(offer('submit', 'https://a.example/', '--wa')).toEqual(['--wait']);
    expect(offer('completions', 'f')).toEqual(['fish']);
    expect(offer('nonsense', '')).toEqual([]);
  });

  it.skipIf(!isInstalled(shell))('offers every command and nothing else', () => {
    const first = [...COMMANDS, ...LOCAL_COMMANDS].map(({ name }) => name.split(' ')[0] ?? '');
    expect(offered(shell, '').toSorted()).toEqual([...new Set(first)].toSorted());
  });

  it.skipIf(!isInstalled(shell))('offers every option of a command and no other', () => {
    for (const { name, options } of COMMANDS) {
      const own = Object.keys({ ...options, ...COMMON_OPTIONS }).map((option) => `--${option}`);
      expect(offered(shell, ...name.split(' '), 'an-argument', '--').toSorted(), name).toEqual(own.toSorted());
    }
  });
});

it.each(SHELLS)('knows every command in %s', (shell) => {
  const script = renderCompletions(shell);
  for (const { name, options } of COMMANDS) {
    for (const word of [...name.split(' '), ...Object.keys(options)]) {
      expect(script).toMatch(new RegExp(`\\b${word}\\b`));
    }
  }
});
