/* Octets side by side in registers, by the same names for each instruction set: what the screen and the scan do
 * with tables of sixteen costs. And whether this processor has it. */
#ifndef UMBRAL_REGISTERS_H
#define UMBRAL_REGISTERS_H

#if defined(__x86_64__) && defined(__GNUC__)
#define X86 1
#include <immintrin.h>
#endif
#if defined(__aarch64__)
#define ARM 1
#include <arm_neon.h>
#endif

static inline int always(void) { return 1; }

#ifdef X86
#define SSE_LOAD(at) _mm_loadu_si128((const __m128i *)(at))
#define SSE_STORE(at, value) _mm_storeu_si128((__m128i *)(at), value)
#define SSE_LOW(octet) _mm_and_si128(octet, _mm_set1_epi8(15))
#define SSE_HIGH(octet) _mm_and_si128(_mm_srli_epi16(octet, 4), _mm_set1_epi8(15))
#define SSE_SPREAD(value) _mm_set1_epi8((char)(value))
static inline int has_sse42(void) { return __builtin_cpu_supports("sse4.2"); }

#define AVX_LOAD(at) _mm256_loadu_si256((const __m256i *)(at))
#define AVX_STORE(at, value) _mm256_storeu_si256((__m256i *)(at), value)
#define AVX_LOW(octet) _mm256_and_si256(octet, _mm256_set1_epi8(15))
#define AVX_HIGH(octet) _mm256_and_si256(_mm256_srli_epi16(octet, 4), _mm256_set1_epi8(15))
#define AVX_TABLE(at) _mm256_broadcastsi128_si256(SSE_LOAD(at))
#define AVX_SPREAD(value) _mm256_set1_epi8((char)(value))
static inline int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

#define ZMM_LOW(octet) _mm512_and_si512(octet, _mm512_set1_epi8(15))
#define ZMM_HIGH(octet) _mm512_and_si512(_mm512_srli_epi16(octet, 4), _mm512_set1_epi8(15))
#define ZMM_TABLE(at) _mm512_broadcast_i32x4(SSE_LOAD(at))
#define ZMM_SPREAD(value) _mm512_set1_epi8((char)(value))
static inline int has_avx512(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"); }
#endif

#ifdef ARM
#define NEON_LOW(octet) vandq_u8(octet, vdupq_n_u8(15))
#define NEON_HIGH(octet) vshrq_n_u8(octet, 4)
#endif

#endif
