// WeChat's rule: before a phone's photos, clipboard or the like are touched, the person has read the privacy guide and said
// yes. WeChat asks at the first use and keeps that use waiting for the answer. Only in the mini-program.
import { ref } from 'vue'

type Answer = Parameters<Parameters<Parameters<NonNullable<typeof wx.onNeedPrivacyAuthorization>>[0]>[0]>[0]

/** The button that says yes, by its id: WeChat sees for itself that it was tapped. */
export const agreeButton = 'agree-privacy'

/** Whether a use waits for the person's answer. */
export const asking = ref(false)
let waiting: ((answer: Answer) => void)[] = []

/** Listens, once for the whole app: a page that had listened may be gone when WeChat asks. */
export function watchPrivacy(): void {
  wx.onNeedPrivacyAuthorization?.((answer) => {
    waiting.push(answer)
    asking.value = true
    answer({ event: 'exposureAuthorization' })
  })
}

/** Lets what has waited go on, or fail. */
export function answerPrivacy(yes: boolean): void {
  const all = waiting
  waiting = []
  asking.value = false
  for (const answer of all) answer(yes ? { event: 'agree', buttonId: agreeButton } : { event: 'disagree' })
}

export function readGuide(): void {
  wx.openPrivacyContract?.({})
}

/** Whether a use failed because the person said no. They are asked again at the next. */
export const declined = (error: { errMsg?: string } | undefined): boolean => /privacy permission is not authorized/.test(error?.errMsg ?? '')
