import { ref } from 'vue'
import { sendPhoto } from '../api/client'
import { Refusal, sentenceOf } from '../api/refusal'
import { newKey } from './key'
import { declined } from './privacy'

export const mostPhotos = 6 // of one complaint
const mostBytes = 10 * 1024 * 1024 // of one photo, as the server takes it

export interface Photo {
  key: string
  path: string // on the phone, to show
  id: string // at the server, once it is there
  percent: number
  fault: string
  again: boolean // whether sending it again may help
}

/** What to say where the phone's photos stayed closed; nothing where the person only went back. */
export function closedSentence(error: { errMsg?: string }): string {
  if (/cancel/.test(error.errMsg ?? '')) return ''
  if (declined(error)) return '您没有同意使用相册,照片没有加上。不加照片也能提交;想加时再点“加照片”,在弹出的提示里点“同意”。'
  return '打不开相册或相机。请在手机的设置里允许使用后再点“加照片”;不加照片也能提交。'
}

/** The photos of a complaint: each is sent as soon as it is chosen, and can be sent again or taken off. */
export function usePhotos() {
  const photos = ref<Photo[]>([])
  const closed = ref('') // why the phone's photos could not be opened

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
      if (!now) return
      now.fault = sentenceOf(error)
      now.again = !(error instanceof Refusal) || error.passing
    }
  }

  async function add(files: { path: string; size: number }[]): Promise<void> {
    for (const { path, size } of files.slice(0, mostPhotos - photos.value.length)) {
      const key = await newKey()
      const fault = size > mostBytes ? '这张照片超过 10 MB,没有上传。请去掉它,换一张小一点的,或截图后再加。' : ''
      photos.value.push({ key, path, id: '', percent: 0, fault, again: false })
      if (!fault) void send(key)
    }
  }

  function choose(): void {
    closed.value = ''
    uni.chooseImage({
      count: mostPhotos - photos.value.length,
      sizeType: ['compressed'],
      success: (got) => void add([got.tempFiles].flat() as { path: string; size: number }[]),
      fail: (error) => {
        closed.value = closedSentence(error as { errMsg?: string })
      },
    })
  }

  return {
    photos, closed, choose, send,
    remove(key: string): void {
      photos.value = photos.value.filter((photo) => photo.key !== key)
    },
  }
}
