/** Languages whose abbreviations the Moses-like splitter knows. */
export type AbbreviationLanguage = 'en' | 'de';

/**
 * Words that keep their full stop wherever they stand, after Moses' lists of non-breaking prefixes; those of one capital letter (J. Smith) need no
 * entry. Case matters.
 */
export const ABBREVIATIONS: Readonly<Record<AbbreviationLanguage, string>> = {
  en: `Adj Adm Adv Asst Bart Bldg Brig Bros Capt Cmdr Col Comdr Con Corp Cpl Dr Ens Esq Gen Gov Hon Hosp Inc Insp Jr Lt Ltd Maj Messrs Mlle Mme
    Mr Mrs Ms Msgr Op Ord Pfc Ph Prof Pvt Rep Reps Res Rev Rt Sen Sens Sfc Sgt Sr St Supt Surg approx dept est etc fig vs
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec`,
  de: `Abb Abs Abt Adr Allg Anl Anm Art Aufl Ausg Bd Bde Best Betr Bl Bsp Dez Dipl Dir Dr Dres Fa Feb Fr Frl Gebr Hr Hrn Hrsg Ing Inh Jan Jg Jh Jhd
    Kap Mag Mio Mrd Mo Nov Okt Pos Prof Prot Reg Sa Sept Sr St Std Str Tab Tel Ver Verf Verl Vgl Zi
    abzgl allg bes bspw bzgl bzw ca dergl dgl ebd einschl etc evtl exkl gegr geb gest ggf ggfs gr griech inkl insb jährl jew lat lfd lt max mind
    min monatl od orig rd sog sogen sonst spez tägl usf usw vgl vll vllt wiss zw zzgl`,
};

/** Words that keep their full stop before a number: No. 5, S. 12. */
export const NUMERIC_ABBREVIATIONS: Readonly<Record<AbbreviationLanguage, string>> = {
  en: 'No Nos Art Nr pp p Vol vol Fig ch Sec',
  de: 'Nr Nrn Bd Kap Abs Abb Tab Ziff S Art Zi § vol Vers',
};
