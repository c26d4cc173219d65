import { readFileSync } from 'node:fs';
import express, { Router } from 'express';

/**
 * Express with nothing of ours, answering what the API answers, byte for byte: the measure of `make bench-hit-path`.
 * `/`: as its guide says, with its JSON parser, its `json()` and its ETag. `/bytes`: nothing but the bytes, which reads
 * no body and knows no caller's state. The JSON stands in the file BODY; listens at PORT.
 */
const bytes = readFileSync(process.env.BODY ?? '');
const job: unknown = JSON.parse(bytes.toString());

const guide = Router();
guide.post('/v1/jobs', express.json(), (_request, response) => {
  response.json(job);
});
guide.get('/v1/jobs/:id', (_request, response) => {
  response.json(job);
});

const bare = Router();
bare.post('/v1/jobs', (_request, response) => {
  response.type('application/json').end(bytes);
});
bare.get('/v1/jobs/:id', (request, response) => {
  if (request.get('if-none-match') === undefined) {
    response.type('application/json').end(bytes);
  } else {
    response.status(304).end();
  }
});

const app = express();
app.use('/bytes', bare);
app.use(guide);
app.listen(Number(process.env.PORT), '127.0.0.1');
