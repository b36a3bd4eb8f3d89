const time = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  dateStyle: 'long',
  timeStyle: 'short',
});

const OPENINGS = {
  'first-view': '次の医療機関が、はじめてあなたの医療情報を見ました。',
  'emergency-view': '救急時の閲覧として、あなたの医療情報が見られました。',
  'disaster-view': '災害時の閲覧として、あなたの医療情報が見られました。',
} as const;

/** A mail travels openly, so it says who and when, and nothing of what was seen. */
export function mailFor(kind: keyof typeof OPENINGS, facilityName: string, at: Date) {
  const opening = OPENINGS[kind];
  return {
    subject: '【つなぐ】医療情報の閲覧のお知らせ',
    body: [
      opening,
      '',
      `日時: ${time.format(at)}`,
      `機関: ${facilityName}`,
      '',
      '見られた項目と理由は、ログインして「誰が見たか」でご確認ください。',
      '心当たりがないときは、その画面から機関にたずねることができます。',
      '',
    ].join('\n'),
  };
}
