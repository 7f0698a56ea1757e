/* The nearest codes of a gallery: every row's cost by a probe's tables, and the rows of the lowest costs.
 *
 * A code is a number of octets, each two halves of 0 to 15, low half first. The probe has a table for each half:
 * what the row's value there costs. The costs of eight octets are summed into an octet, at most 255, and these
 * sums into the row's cost.
 *
 * 64 rows are a block: octet j of its row r stands at 64 j + r. So one register holds the same octet of 16, 32 or
 * 64 rows, and one shuffle looks up as many costs (André, Kermarrec, Le Scouarnec, "Cache locality is not enough",
 * VLDB 9 (2015), do so for product quantization). Parts of a gallery are scanned one after the other into one list:
 * what the first ones hold is a bound for the later ones. scan_twin.py is the oracle.
 */
#ifndef UMBRAL_SCAN_H
#define UMBRAL_SCAN_H

#include <stddef.h>
#include <stdint.h>

#define BLOCK_ROWS 64
#define GROUP_OCTETS 8
#define MOST_OCTETS 1024
#define MOST_COST (MOST_OCTETS / GROUP_OCTETS * 255)

/* cost[h][v]: what value v in half h costs; two halves for each of `octets`. */
typedef struct {
    int octets;
    const uint8_t (*cost)[16];
} scan_probe;

/* A part of the gallery: `rows` codes in blocks, the first of them number `first`. */
typedef struct {
    const uint8_t *codes;
    ptrdiff_t rows;
    int64_t first;
} scan_part;

/* The `wanted` rows of the lowest costs so far, of equal ones the earlier, in rising order; and, until they are
 * settled, rows that may yet be among them. A row that costs `bound` or more is not. */
typedef struct {
    ptrdiff_t wanted, room, count;
    int bound, bins;
    uint16_t *costs;
    int64_t *rows;
    ptrdiff_t *tally; /* of each cost, for settling */
} scan_list;

typedef void scan_part_into(const scan_part *part, const scan_probe *probe, scan_list *list);

typedef struct {
    const char *name;
    scan_part_into *into;
    int (*supported)(void);
} scan_set;

/* Best first; the last one, "plain", is supported everywhere. Ends with a null name. */
extern const scan_set scan_sets[];

/* An empty list for codes of so many octets. Returns 0, or -1 if there was no memory; end it in either case. */
int scan_list_begin(scan_list *list, ptrdiff_t wanted, int octets);
void scan_list_end(scan_list *list);

/* Leave only the wanted ones. */
void scan_list_settle(scan_list *list);

#endif
