/// <reference types="vite/client" />
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

interface ImportMetaEnv {
  /** Where the mini-program finds the program: https://HOST. The H5 page asks the host it came from. */
  readonly VITE_HOST?: string
}

/** What of WeChat's own interface uni-app has no type for. Only in the mini-program. */
declare const wx: {
  getAppBaseInfo?(): { fontSizeSetting?: number }
  getRandomValues?(options: { length: number; success(result: { randomValues: ArrayBuffer }): void; fail(): void }): void
  onNeedPrivacyAuthorization?(
    listener: (resolve: (answer: { event: 'agree' | 'disagree' | 'exposureAuthorization'; buttonId?: string }) => void) => void,
  ): void
  openPrivacyContract?(options: { fail?(): void }): void
  requestSubscribeMessage?(options: {
    tmplIds: string[]
    success(result: Record<string, string>): void
    fail(error: { errMsg: string; errCode?: number }): void
  }): void
}
