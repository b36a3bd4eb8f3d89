import { writeFileSync } from 'node:fs';
import { HAS_SAMPLE_TEXTS, REPORT, renderReport } from './report.ts';

if (!HAS_SAMPLE_TEXTS) throw new Error('the sample texts are not there');
writeFileSync(REPORT, renderReport());
