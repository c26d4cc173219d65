import { defineConfig } from 'vite';

/** Three kinds of files, each under a route of its own at the API; names change with contents (docs/adr/0051). */
export default defineConfig({
  base: '/console/',
  oxc: { jsx: { importSource: 'preact' } },
  build: {
    target: 'es2023',
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'scripts/[name]-[hash].js',
        chunkFileNames: 'scripts/[name]-[hash].js',
        assetFileNames: 'styles/[name]-[hash][extname]',
      },
    },
  },
});
