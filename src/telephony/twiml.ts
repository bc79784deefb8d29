import twilio from 'twilio';
import type { StreamInvitation } from '../calls/calls.js';
import { webSocketUrl } from './twilio-signature.js';

/** TwiML that connects a telephone's audio, both ways, to the stream it is invited to. */
export function streamTwiml(invitation: StreamInvitation, publicUrl: string): string {
  const response = new twilio.twiml.VoiceResponse();
  const stream = response.connect({ action: `${publicUrl}/voice/continue` }).stream({
    url: `${webSocketUrl(publicUrl)}${invitation.path}`,
    statusCallback: `${publicUrl}/voice/stream-status`,
  });
  for (const [name, value] of Object.entries(invitation.parameters)) stream.parameter({ name, value });
  return response.toString();
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
