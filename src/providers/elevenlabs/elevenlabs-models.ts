/** "Sarah", one of the voices that every account has. */
export const defaultVoice = 'EXAVITQu4vr4xnSDxMaL';

/** The model with the shortest delay. */
export const flashModel = 'eleven_flash_v2_5';

/** What it speaks. A `language_code` that a model does not know is ignored, and never refused. */
export const flashLanguages: readonly string[] =
  'en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru hu no vi'.split(
    ' ',
  );

/** The bounds of `voice_settings.speed`: the API refuses what lies outside. */
export const speeds = [0.7, 1.2] as const;
