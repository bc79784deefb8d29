import type { FastifyRequest } from 'fastify';
import twilio from 'twilio';
import { HttpProblem } from '../http/problem.js';

export interface SignatureSettings {
  readonly authToken: string;
  /** WEBHOOK_BASE_URL, without a slash at its end: what Twilio was told to ask for, whatever a Host header says. */
  readonly publicUrl: string;
}

/** The service's address for WebSockets: the public URL with ws for http, wss for https. */
export function webSocketUrl(publicUrl: string): string {
  return publicUrl.replace(/^http/i, 'ws');
}

/**
 * Refuses a webhook that Twilio did not sign: the signature covers the public URL, the raw path and query, and all
 * parameters of the form. To be called when the form is parsed and nothing has been stripped from it.
 *
 * @throws HttpProblem 403
 */
export function requireSignedForm(
  request: FastifyRequest,
  { authToken, publicUrl }: SignatureSettings,
): void {
  requireSignature(request, authToken, publicUrl, isForm(request.body) ? request.body : {});
}

/**
 * Refuses a WebSocket upgrade that Twilio did not sign: the signature covers the wss URL as it stands in
 * `<Stream url>`.
 *
 * @throws HttpProblem 403
 */
export function requireSignedUpgrade(
  request: FastifyRequest,
  { authToken, publicUrl }: SignatureSettings,
): void {
  requireSignature(request, authToken, webSocketUrl(publicUrl), {});
}

function requireSignature(
  request: FastifyRequest,
  authToken: string,
  baseUrl: string,
  parameters: Readonly<Record<string, unknown>>,
): void {
  const signature = request.headers['x-twilio-signature'];
  const path = request.raw.url ?? '';
  const isSigned =
    typeof signature === 'string' &&
    // Routers also match a request line with a whole URL in it: it must not stand in for the public one.
    path.startsWith('/') &&
    twilio.validateRequest(authToken, signature, `${baseUrl}${path}`, parameters);
  if (!isSigned)
    throw new HttpProblem(403, 'This is for Twilio alone: the signature is missing or not valid.');
}

function isForm(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null;
}
