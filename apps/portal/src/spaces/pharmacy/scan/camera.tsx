import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { type Pixels, pixelsOfVideo } from './pixels.ts';

/** Pictures a second that are looked at: a code is held still for about one. */
const EVERY_MS = 350;

/** The camera, looked at until somebody closes it; the pictures stay in this window. */
export function Camera({
  onPicture,
  onClose,
}: {
  onPicture: (picture: Pixels) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  const latest = useRef(onPicture);
  latest.current = onPicture;
  useEffect(() => {
    let ended = false;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;
    const open = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment', width: { ideal: 1280 } },
        });
      } catch {
        setRefused(true);
        return;
      }
      const screen = video.current;
      if (ended || screen === null) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      screen.srcObject = stream;
      await screen.play();
      timer = setInterval(() => {
        const picture = pixelsOfVideo(screen);
        if (picture !== null) latest.current(picture);
      }, EVERY_MS);
    };
    void open();
    return () => {
      ended = true;
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  if (refused)
    return (
      <Notice tone="warn" title={t('pharmacy.scan.refused')} live>
        {t('pharmacy.scan.refusedNote')}
      </Notice>
    );
  return (
    <div className="space-y-2">
      <video
        ref={video}
        muted
        playsInline
        aria-label={t('pharmacy.scan.video')}
        className="aspect-video w-full rounded-8 border border-edge bg-black"
      />
      <Button onPress={onClose}>{t('pharmacy.scan.close')}</Button>
    </div>
  );
}

/** Whether this page may ask for a camera at all. */
export const hasCamera = (): boolean =>
  typeof navigator !== 'undefined' && navigator.mediaDevices?.getUserMedia !== undefined;
