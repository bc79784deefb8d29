import twilio from 'twilio';
import type { StreamInvitation } from '../calls/calls.js';
import { webSocketUrl } from './twilio-signature.js';

/** TwiML that connects a telephone's audio, both ways, to the stream it is invited to. */
export function streamTwiml(invitation: StreamInvitation, publicUrl: string): string {
  const response = new twilio.twiml.VoiceResponse();
  const stream = response
    .connect({ action: callbackUrl(publicUrl, 'continue', invitation.routingKey) })
    .stream({
      url: `${webSocketUrl(publicUrl)}${invitation.path}`,
      statusCallback: callbackUrl(publicUrl, 'stream-status', invitation.routingKey),
    });
  for (const [name, value] of Object.entries(invitation.parameters)) stream.parameter({ name, value });
  return response.toString();
}

/** Where the carrier asks and tells about a call; the routing key leads it to the call's own instance. */
export function callbackUrl(
  publicUrl: string,
  callback: 'continue' | 'status' | 'amd' | 'stream-status',
  routingKey: string | undefined,
): string {
  return `${publicUrl}/voice/${callback}${routingKey === undefined ? '' : `?routing_key=${routingKey}`}`;
}

/** TwiML that says something and hangs up. */
export function sayTwiml(text: string, language: SayLanguage): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say({ language }, text);
  response.hangup();
  return response.toString();
}

/** TwiML that hangs up. */
export function hangUpTwiml(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.hangup();
  return response.toString();
}

/** Longer than a call whose telephone is gone takes to end, s: the other party is told, and both are hung up. */
const waitSeconds = 30;

/** TwiML that keeps a telephone on the line, and its stream out, until its call has ended. */
export function waitTwiml(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.pause({ length: waitSeconds });
  response.hangup();
  return response.toString();
}

/** TwiML that gives a caller the busy tone. The carrier does not answer such a call, nor charge for it. */
export function rejectTwiml(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.reject({ reason: 'busy' });
  return response.toString();
}

/** Locales of Twilio's `<Say>`, the usual one of each language first. */
const sayLanguages = [
  'ar-AE',
  'bg-BG',
  'ca-ES',
  'cs-CZ',
  'da-DK',
  'de-DE',
  'el-GR',
  'en-US',
  'en-GB',
  'es-ES',
  'es-MX',
  'fi-FI',
  'fr-FR',
  'fr-CA',
  'he-IL',
  'hi-IN',
  'hu-HU',
  'it-IT',
  'ja-JP',
  'ko-KR',
  'nl-NL',
  'pl-PL',
  'pt-PT',
  'pt-BR',
  'ro-RO',
  'ru-RU',
  'sv-SE',
  'tr-TR',
  'uk-UA',
  'zh-CN',
] as const;

export type SayLanguage = (typeof sayLanguages)[number];

/** The locale in which Twilio itself can speak a BCP-47 tag, if it can: it has no Galician and no Basque. */
export function sayLanguageOf(tag: string): SayLanguage | undefined {
  const [language] = tag.split('-', 1);
  return (
    sayLanguages.find((locale) => locale === tag) ??
    sayLanguages.find((locale) => locale.split('-', 1)[0] === language)
  );
}
