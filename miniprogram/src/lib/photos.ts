import { ref } from 'vue'
import { sendPhoto } from '../api/client'
import { sentenceOf } from '../api/refusal'
import { newKey } from './key'

export const mostPhotos = 6 // of one complaint

export interface Photo {
  key: string
  path: string // on the phone, to show
  id: string // at the server, once it is there
  percent: number
  fault: string
}

/** The photos of a complaint: each is sent as soon as it is chosen, and can be sent again or taken off. */
export function usePhotos() {
  const photos = ref<Photo[]>([])

  async function send(key: string): Promise<void> {
    const at = (): Photo | undefined => photos.value.find((photo) => photo.key === key)
    const photo = at()
    if (!photo) return
    photo.fault = ''
    photo.percent = 0
    try {
      const { id } = await sendPhoto('/api/v1/photos', photo.path, key, (percent) => {
        const now = at()
        if (now) now.percent = percent
      })
      const now = at()
      if (now) now.id = id
    } catch (error) {
      const now = at()
      if (now) now.fault = sentenceOf(error)
    }
  }

  async function add(paths: string[]): Promise<void> {
    for (const path of paths.slice(0, mostPhotos - photos.value.length)) {
      const key = await newKey()
      photos.value.push({ key, path, id: '', percent: 0, fault: '' })
      void send(key)
    }
  }

  function choose(): void {
    uni.chooseImage({
      count: mostPhotos - photos.value.length,
      sizeType: ['compressed'],
      success: (got) => void add([got.tempFilePaths].flat()),
    })
  }

  return {
    photos, choose, send,
    remove(key: string): void {
      photos.value = photos.value.filter((photo) => photo.key !== key)
    },
  }
}
