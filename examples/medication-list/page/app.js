/** Shows the drugs that the patient was handed out. All it knows comes by SMART App Launch and FHIR. */

const { FHIR } = window;
const SCOPE = {
  standalone:
    'openid fhirUser launch/patient offline_access patient/MedicationDispense.rs patient/Patient.rs',
  launched: 'openid fhirUser launch online_access patient/MedicationDispense.rs patient/Patient.rs',
};
const REFUSED = {
  access_denied: '許可されませんでした。お薬は表示できません。',
};
const part = (id) => document.getElementById(id);
const tell = (text) => {
  part('state').textContent = text;
};

const config = await (await fetch('/config.json')).json();
const asked = new URLSearchParams(location.search);

part('connect').addEventListener('click', () => connect(SCOPE.standalone, config.iss));
part('reload').addEventListener('click', () => location.replace('/'));

// A public app is known by its id alone, also when it renews its token.
FHIR.oauth2.settings.refreshTokenWithClientId = true;

/** Sends the browser to where the person is asked. */
function connect(scope, iss) {
  return FHIR.oauth2.authorize({
    clientId: config.clientId,
    redirectUri: '/',
    pkceMode: 'required',
    scope,
    iss,
  });
}

function offer(text) {
  tell(text);
  part('connect').hidden = false;
}

const dayOf = (instant) =>
  new Intl.DateTimeFormat('ja-JP', { dateStyle: 'long', timeZone: 'Asia/Tokyo' }).format(new Date(instant));

const nameOf = ({ medicationCodeableConcept: concept }) =>
  concept?.text ?? concept?.coding?.find(({ display }) => display)?.display ?? '名前の分からない薬';

function lineOf(dispense) {
  const line = document.createElement('li');
  const name = document.createElement('strong');
  name.textContent = nameOf(dispense);
  const { quantity, daysSupply, whenHandedOver } = dispense;
  const amount = quantity ? `${quantity.value}${quantity.unit ?? ''}` : '';
  const days = daysSupply ? `${daysSupply.value}日分` : '';
  const when = whenHandedOver ? dayOf(whenHandedOver) : '日付なし';
  line.append(name, [when, amount, days].filter(Boolean).join('　'));
  return line;
}

const handedOver = ({ whenHandedOver = '' }) => whenHandedOver;

async function show(client) {
  tell('お薬を読み込んでいます。');
  const found = await client.request(`MedicationDispense?patient=${client.patient.id}&_count=100`, {
    flat: true,
    pageLimit: 10,
  });
  const drugs = found.filter(({ resourceType }) => resourceType === 'MedicationDispense');
  drugs.sort((one, other) => handedOver(other).localeCompare(handedOver(one)));
  part('drugs').replaceChildren(...drugs.map(lineOf));
  part('reload').hidden = false;
  tell(`${drugs.length}件のお薬があります。新しいものから並べています。`);
}

async function start() {
  const launch = asked.get('launch');
  if (launch !== null) return connect(SCOPE.launched, asked.get('iss'));
  const error = asked.get('error');
  if (error !== null) return offer(REFUSED[error] ?? '許可を受け取れませんでした。もう一度お試しください。');
  const known = asked.has('code') || sessionStorage.getItem('SMART_KEY') !== null;
  if (!known) return offer('あなたの記録から、薬局で受け取ったお薬を表示します。');
  try {
    await show(await FHIR.oauth2.ready());
  } catch (failure) {
    sessionStorage.clear();
    part('drugs').replaceChildren();
    const ended =
      failure.status === 401 || failure.statusCode === 401 || /expired|invalid_grant/i.test(String(failure));
    offer(
      ended
        ? 'このアプリへの許可は終わっています。もう一度見るには、つなぎ直してください。'
        : 'お薬を読み込めませんでした。時間をおいて、つなぎ直してください。',
    );
  }
}

await start();
