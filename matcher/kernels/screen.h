/* The screen over a gallery: how many bits lie between a probe's codes and each finger's.
 *
 * A code is 16 octets, a finger has up to 16 of them, four fingers are a block of 1,024 octets: octet j of
 * code c of finger f stands at 64 j + 16 f + c. So one register holds the same octet of 16, 32 or 64 codes,
 * and a popcount of it adds to as many distances at once. screen_twin.py is the oracle.
 */
#ifndef UMBRAL_SCREEN_H
#define UMBRAL_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#define CODE_OCTETS 16
#define FORM_OCTETS 12 /* of the neighbourhood; the other four tell the direction */
#define FINGER_CODES 16
#define BLOCK_FINGERS 4
#define OCTET_STRIDE (BLOCK_FINGERS * FINGER_CODES)
#define BLOCK_OCTETS (CODE_OCTETS * OCTET_STRIDE)
#define MOST_PROBE_CODES 64
#define MOST_REACH 63 /* 16 * 63^2 is the largest score and fits 16 bits */

/* The probe, in the forms that the instruction sets read. */
typedef struct {
    int count;  /* codes */
    int octets; /* of each code that are compared: all, or FORM_OCTETS */
    uint8_t reach;
    uint8_t code[MOST_PROBE_CODES][CODE_OCTETS];
    uint32_t fourfold[MOST_PROBE_CODES][CODE_OCTETS];    /* the octet four times */
    uint8_t table[MOST_PROBE_CODES][2 * CODE_OCTETS][16]; /* distance of its low, its high half to 0..15 */
} screen_probe;

/* Score of every finger: the sum over its codes of max(0, reach - distance to the nearest probe code)^2.
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

void fill_probe(screen_probe *probe, const uint8_t *codes, int count, int octets, int reach);

#endif
