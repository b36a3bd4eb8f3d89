import { oral } from '../care/prescriptions.ts';
import type { Condition } from '../patient.ts';

/** High blood lipids; a third of the people change from the brand to the generic on the way. */
export const dyslipidaemia: Condition = {
  id: 'dyslipidaemia',
  emit: (patient) => {
    const random = patient.random.fork('dyslipidaemia');
    const start = patient.since(random.between(1, 9));
    const statin = random.pick(['rosuvastatin-25', 'atorvastatin-10']);
    const switchAt = random.chance(0.33) ? random.between(4, 24) : 0;
    const withEzetimibe = random.chance(0.2);
    const withUrate = random.chance(0.2);
    for (const { day, index, days } of patient.chronicVisits()) {
      const product = index < switchAt ? `${statin}-brand` : statin;
      day.because('dyslipidaemia', start);
      day.prescribe(
        oral(
          'evening',
          days,
          [product, 1],
          ...(withEzetimibe && index >= 3 ? [['ezetimibe-10', 1] as const] : []),
        ),
      );
      if (index % 3 === 0) day.acts('venous-sampling', 'lipid-panel');
      if (withUrate) {
        day.because('hyperuricaemia', start);
        day.prescribe(oral('morning', days, ['febuxostat-10', 1]));
      }
    }
  },
};
