import { describe } from 'vitest';
import { connectClient, startTestEmulator } from './connect.ts';
import { firestoreContract } from './firestore-contract.ts';

describe('firestore-emulator keeps the contract', () => {
  firestoreContract(() => startTestEmulator());
});

const other = process.env.FIRESTORE_CONTRACT_HOST;
describe.runIf(other)('the Firestore at FIRESTORE_CONTRACT_HOST keeps the contract', () => {
  firestoreContract(async () => ({ firestore: connectClient(other ?? ''), close: async () => {} }));
});
