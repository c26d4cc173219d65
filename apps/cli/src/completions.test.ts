import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { COMMANDS } from './commands/catalogue.ts';
import { renderCompletions, SHELLS } from './completions.ts';

/** What bash offers after these words. */
function offered(...words: string[]): string[] {
  const typed = ['sets', ...words].map((word) => `'${word}'`).join(' ');
  const script = `${renderCompletions('bash')}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _sets; echo "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
}

it('completes commands, their parts and their options in bash', () => {
  expect(offered('')).toEqual(expect.arrayContaining(['submit', 'watch', 'ops']));
  expect(offered('ops', 're')).toEqual(['replay', 'resume']);
  expect(offered('ops', 'keys', 'r')).toEqual(['rotate', 'revoke']);
  expect(offered('ops', 'keys', 'create', 'me', '--s')).toEqual(['--scopes']);
  expect(offered('ops', 'keys', '--c')).toEqual(['--caller']);
  expect(offered('submit', 'https://a.example/', '--w')).toEqual(['--wait']);
  expect(offered('completions', 'f')).toEqual(['fish']);
});

it.each(SHELLS)('knows every command in %s', (shell) => {
  const script = renderCompletions(shell);
  for (const { name, options } of COMMANDS) {
    for (const word of [...name.split(' '), ...Object.keys(options)]) {
      expect(script).toMatch(new RegExp(`\\b${word}\\b`));
    }
  }
});
