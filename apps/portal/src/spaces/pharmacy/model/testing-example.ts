import type {
  DispensingView,
  FoundDrug,
  PrescriptionView,
  RpGroup,
} from '../../../api/prescription-types.ts';

/** Visibly invented: for tests of the pharmacy's rules. */
const DRUG: RpGroup['drugs'][number] = {
  category: '1',
  codeKind: '2',
  code: '612170709',
  name: '見本錠２．５ｍｇ',
  amount: '3',
  potency: '1',
  unit: '錠',
  conversion: null,
  uneven: null,
  burden: null,
  perDose: null,
  supplements: [],
};

const GROUP: RpGroup = {
  form: '1',
  formName: null,
  quantity: 14,
  splitQuantity: null,
  usage: { codeKind: '3', code: '1013044400000000', name: '１日３回朝昼夕食後　服用', timesPerDay: 3 },
  supplements: [{ kind: '2', text: '一包化', usageCode: null, siteCode: null }],
  drugs: [DRUG],
};

const CREAM: RpGroup = {
  ...GROUP,
  form: '3',
  quantity: 1,
  usage: { codeKind: '3', code: '2A70000000000000', name: '１日２回塗布', timesPerDay: 2 },
  supplements: [],
  drugs: [{ ...DRUG, code: '622222222', name: '見本軟膏０．１％', amount: '25', unit: 'ｇ' }],
};

const CLINIC = { code: '1311234567', name: '見本内科医院' };

export const EXAMPLE: PrescriptionView = {
  prescriptionId: '01234567-89ab-4def-8123-456789abcdef',
  version: 2,
  personId: '11234567-89ab-4def-8123-456789abcdef',
  personName: '例示　花子',
  state: 'in-dispensing',
  expired: false,
  issueType: 'electronic',
  origin: 'service',
  issuedOn: '2026-11-20',
  usableUntil: '2026-11-23',
  totalUses: 1,
  currentUse: 1,
  dueOn: null,
  window: null,
  institution: CLINIC,
  pharmacy: null,
  accessCode: null,
  drugs: [],
  narcotic: false,
  split: null,
  openInquiries: 0,
  message: null,
  document: {
    institution: {
      codeKind: '1',
      code: '1234567',
      prefecture: '13',
      name: CLINIC.name,
      postalCode: null,
      address: null,
      phone: null,
      fax: null,
      otherContact: null,
    },
    department: { codeKind: '2', code: '01', name: '内科' },
    doctor: { code: null, kana: null, name: '見本　一郎' },
    patient: {
      code: null,
      name: '例示　花子',
      kana: 'ﾚｲｼﾞ ﾊﾅｺ',
      sex: '2',
      birthDate: '1970-01-01',
      burdenKind: null,
    },
    insurance: {
      kind: null,
      insurerNumber: '06123456',
      symbol: '１２－３４',
      number: '５６７８',
      relation: '1',
      branch: '01',
      patientRate: null,
      benefitRate: null,
      occupational: null,
    },
    publicExpenses: [],
    claimKind: null,
    issuedOn: '2026-11-20',
    usableUntil: null,
    narcotic: null,
    leftovers: null,
    split: null,
    refillUses: null,
    remarks: [],
    accessCode: null,
    groups: [GROUP, CREAM],
    providedInformation: [],
    testValues: [],
  },
  steps: [],
  signature: null,
  dispensings: [],
  inquiries: [],
};

export const OTHER_BRAND: FoundDrug = {
  drug: {
    receiptCode: '620000001',
    yj: '2171022F1010',
    name: '見本錠２．５ｍｇ「例」',
    kana: null,
    generalName: '見本錠',
    generalNameCode: '2171022F1ZZZ',
    unit: '錠',
    ingredientName: '見本',
    route: 'oral',
    dosageForm: 1,
    controlledKind: 0,
    isGeneric: true,
    abolishedOn: null,
  },
  matched: 'name',
};

/** Everything as prescribed, on a day. */
export function resultOf(view: PrescriptionView, dispensedOn: string): DispensingView {
  const { document } = view;
  return {
    dispensingId: '21234567-89ab-4def-8123-456789abcdef',
    version: 1,
    state: 'registered',
    prescriptionIds: [view.prescriptionId],
    use: 1,
    dispensedOn,
    pharmacy: { code: '1340000001', name: '見本薬局' },
    document: {
      prescriptionIds: [view.prescriptionId],
      pharmacy: { ...document.institution, codeKind: '4', code: '0000001', name: '見本薬局' },
      pharmacist: { code: null, kana: null, name: '試田　灯子' },
      patient: document.patient,
      insurance: document.insurance,
      dispensedOn,
      split: null,
      groups: document.groups.map(({ splitQuantity: _, drugs, ...group }, rp) => ({
        ...group,
        drugs: drugs.map((drug, at) => ({
          ...drug,
          answers: { prescription: 1, rp: rp + 1, drug: at + 1 },
          changeReason: null,
        })),
      })),
      inquiries: [],
      refill: null,
      message: null,
    },
    signature: null,
    storedUntil: null,
  };
}
