import type { DatabaseSync } from 'node:sqlite';
import type { JWK } from 'jose';

export interface SigningKeyStore {
  load(): JWK | null;
  save(key: JWK): void;
}

export function createSigningKeyStore(database: DatabaseSync): SigningKeyStore {
  const select = database.prepare('SELECT jwk FROM signing_key WHERE id = 1');
  const insert = database.prepare('INSERT INTO signing_key (id, jwk) VALUES (1, ?)');
  return {
    load() {
      const row = select.get();
      return row === undefined ? null : (JSON.parse(String(row.jwk)) as JWK);
    },
    save(key) {
      insert.run(JSON.stringify(key));
    },
  };
}
