/* The screen over a gallery: what each finger's codes are worth against a probe's tables.
 *
 * A code is 32 halves of an octet (0 to 15), low half first. The probe has a table for each of its codes and
 * each half: what the gallery's value there costs. A gallery finger has up to 16 codes; each gains what the
 * best of the probe's leaves of its reach after all costs, and the finger's score is the sum of these gains.
 *
 * Four fingers are a block of 1,024 octets: octet j of code c of finger f stands at 64 j + 16 f + c. So one
 * register holds the same octet of 16, 32 or 64 codes, and one shuffle looks up as many costs. (André,
 * Kermarrec, Le Scouarnec, "Cache locality is not enough", VLDB 9 (2015), do so for product quantization.)
 * screen_twin.py is the oracle.
 */
#ifndef UMBRAL_SCREEN_H
#define UMBRAL_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#define CODE_OCTETS 16
#define HALVES (2 * CODE_OCTETS)
#define FINGER_CODES 16
#define BLOCK_FINGERS 4
#define OCTET_STRIDE (BLOCK_FINGERS * FINGER_CODES)
#define BLOCK_OCTETS (CODE_OCTETS * OCTET_STRIDE)
#define TABLE_OCTETS (HALVES * 16)
#define MOST_PROBE_CODES 255

/* cost[p][h][v] and reach[p] of the probe's codes. */
typedef struct {
    int count;
    const uint8_t (*cost)[HALVES][16];
    const uint8_t *reach;
} screen_probe;

/* Score of every finger: the sum over its codes of max over p of max(0, reach[p] - min(255, costs)).
 * used: (4 blocks) number of codes of each finger; out: (4 blocks). */
typedef void screen_blocks(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,
                           const screen_probe *probe, uint16_t *out);

typedef struct {
    const char *name;
    screen_blocks *blocks;
    int (*supported)(void);
} screen_set;

/* Best first; the last one, "plain", is supported everywhere. Ends with a null name. */
extern const screen_set screen_sets[];

#endif
