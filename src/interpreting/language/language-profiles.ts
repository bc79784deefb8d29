import type { LanguageProfile } from './language-profile.js';
import { arabic } from './profiles/arabic.js';
import { basque } from './profiles/basque.js';
import { catalan } from './profiles/catalan.js';
import { chinese } from './profiles/chinese.js';
import { dutch } from './profiles/dutch.js';
import { english } from './profiles/english.js';
import { french } from './profiles/french.js';
import { galician } from './profiles/galician.js';
import { german } from './profiles/german.js';
import { italian } from './profiles/italian.js';
import { polish } from './profiles/polish.js';
import { portuguese } from './profiles/portuguese.js';
import { romanian } from './profiles/romanian.js';
import { russian } from './profiles/russian.js';
import { spanish } from './profiles/spanish.js';
import { ukrainian } from './profiles/ukrainian.js';

/** The languages that are known by their words. A new one is a file and a line here. */
export const languageProfiles: readonly LanguageProfile[] = [
  arabic,
  basque,
  catalan,
  chinese,
  dutch,
  english,
  french,
  galician,
  german,
  italian,
  polish,
  portuguese,
  romanian,
  russian,
  spanish,
  ukrainian,
];
