import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from './app.ts';
import { servePortal } from './portal.ts';

let directory: string;
let app: App;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tsunagu-portal-'));
  mkdirSync(join(directory, 'dist/assets'), { recursive: true });
  writeFileSync(join(directory, 'dist/index.html'), '<!doctype html><title>試験</title>');
  writeFileSync(join(directory, 'dist/assets/app.js'), 'export {};');
  writeFileSync(join(directory, 'secret.txt'), 'outside of the portal');
  app = await createApp({
    logger: pino({ level: 'silent' }),
    publicOrigin: 'http://localhost:8080',
    clock: () => new Date(),
    authenticate: async () => null,
  });
  await servePortal(app, join(directory, 'dist'));
});
afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

const get = (url: string) => app.inject({ method: 'GET', url });

test('files of the portal are kept by the browser, its page is not', async () => {
  const script = await get('/assets/app.js');
  expect(script.statusCode).toBe(200);
  expect(script.body).toBe('export {};');
  expect(script.headers['cache-control']).toContain('immutable');
  const page = await get('/');
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.headers['cache-control']).toBe('no-store');
});

test('addresses of the portal’s own router get the page, unknown ones of the interface and of files do not', async () => {
  expect((await get('/persons/somebody/record')).body).toContain('<title>試験</title>');
  for (const url of ['/api/nothing', '/fhir/nothing', '/assets/missing.js']) {
    const answer = await get(url);
    expect([url, answer.statusCode, answer.json().error.code]).toEqual([url, 404, 'ROUTE_UNKNOWN']);
  }
  const post = await app.inject({ method: 'POST', url: '/persons', headers: { 'x-tsunagu-request': '1' } });
  expect(post.json().error.code).toBe('ROUTE_UNKNOWN');
});

test('that a file is missing today is not kept by the browser', async () => {
  const missing = await get('/assets/missing.js');
  expect(missing.headers['cache-control']).toBe('no-store');
});

test.each([
  '/assets/../../secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/assets/..%5c..%5csecret.txt',
])('nothing outside of the portal is served: %s', async (url) => {
  const answer = await get(url);
  expect(answer.body).not.toContain('outside of the portal');
});

test('every answer forbids foreign scripts, framing and sniffing', async () => {
  for (const url of ['/', '/assets/app.js', '/api/nothing']) {
    const { headers } = await get(url);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  }
});

test('without a built portal only the interface answers', async () => {
  const bare = await createApp({
    logger: pino({ level: 'silent' }),
    publicOrigin: 'http://localhost:8080',
    clock: () => new Date(),
    authenticate: async () => null,
  });
  await servePortal(bare, join(directory, 'never-built'));
  expect((await bare.inject({ method: 'GET', url: '/' })).statusCode).toBe(404);
  await bare.close();
});
