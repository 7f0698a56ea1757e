/* The kernels behind a pipe, for processors on which no Python of ours runs: arrays in, results out.
 *
 * stdin: twenty arrays, each as its octets' number (int64, little-endian) and its octets:
 *     place, bits, known, offsets, matching            a gallery and the numbers of a comparison
 *     codes, used, cost, reach                         a screen
 *     blocks, rows, cost                               a scan; of the rows' numbers the last is how many are wanted
 *     rows, counts, chosen, vector                     rows to be weighed, of each part how many, their numbers
 *     minutiae, minutia offsets, geometry, directional a building of cylinders
 * stdout: results, each as a name of 16 octets, its octets' number and its octets. For each instruction set NAME
 *     "counts NAME"  int32 (probe cylinders of the first fingers, gallery cylinders, 4)
 *     "scores NAME"  float32 (fingers, fingers)
 *     "screen NAME"  uint16, a score for each finger
 *     "scan NAME"    int64, the nearest rows
 *     "rows NAME"    float32, the chosen rows times the vector
 * and "minutia" int64, "bits", "known" uint64, "made" int64 of the cylinders that were built.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "cylinders.h"
#include "rows.h"
#include "scan.h"
#include "screen.h"

#define COUNTED 2 /* fingers whose counts are written: the rest would be megabytes */

static void fail(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static void *room_for(size_t octets) {
    void *room = malloc(octets + 1);
    if (room == NULL) fail("no memory");
    return room;
}

static void *array(int64_t *octets) {
    if (fread(octets, sizeof *octets, 1, stdin) != 1) fail("an array is missing");
    void *data = room_for((size_t)*octets);
    if (fread(data, 1, (size_t)*octets, stdin) != (size_t)*octets) fail("an array is cut off");
    return data;
}

static void tell(const char *what, const char *set, const void *data, size_t octets) {
    char name[16] = {0};
    const int64_t length = (int64_t)octets;
    snprintf(name, sizeof name, "%s%s%s", what, *set ? " " : "", set);
    if (fwrite(name, sizeof name, 1, stdout) != 1 || fwrite(&length, sizeof length, 1, stdout) != 1 ||
        fwrite(data, 1, octets, stdout) != octets)
        fail("a result could not be written");
}

static finger part(const finger *all, const int64_t *offsets, ptrdiff_t f) {
    const int64_t first = offsets[f];
    return (finger){(ptrdiff_t)(offsets[f + 1] - first), all->place + 3 * first, all->bits + CYLINDER_WORDS * first,
                    all->known + MASK_WORDS * first};
}

static void comparisons(void) {
    int64_t places, ignored, bounds;
    finger all;
    all.place = array(&places);
    all.bits = array(&ignored);
    all.known = array(&ignored);
    all.count = (ptrdiff_t)(places / (int64_t)(3 * sizeof(float)));
    const int64_t *offsets = array(&bounds);
    const matching *with = array(&ignored);
    const ptrdiff_t fingers = (ptrdiff_t)(bounds / (int64_t)sizeof *offsets) - 1;
    const size_t row = sizeof(counts) * (size_t)all.count;
    counts *counted = room_for(row * (size_t)offsets[COUNTED]);
    float *scores = room_for(sizeof(float) * (size_t)(fingers * fingers));
    workspace *room = workspace_new();
    if (room == NULL) fail("no memory");
    for (const instruction_set *set = instruction_sets; set->name != NULL; set++) {
        if (!set->supported()) continue;
        for (int64_t c = 0; c < offsets[COUNTED]; c++)
            set->row(all.bits + CYLINDER_WORDS * c, all.known + MASK_WORDS * c, &all, counted + c * all.count);
        for (ptrdiff_t p = 0; p < fingers; p++)
            for (ptrdiff_t g = 0; g < fingers; g++) {
                const finger probe = part(&all, offsets, p), reference = part(&all, offsets, g);
                scores[p * fingers + g] = (float)compare(&probe, &reference, with, set->row, room);
            }
        tell("counts", set->name, counted, row * (size_t)offsets[COUNTED]);
        tell("scores", set->name, scores, sizeof(float) * (size_t)(fingers * fingers));
    }
    workspace_free(room);
}

static void screens(void) {
    int64_t octets, ignored, codes_of_probe;
    const uint8_t *codes = array(&octets), *used = array(&ignored);
    const void *cost = array(&ignored);
    const uint8_t *reach = array(&codes_of_probe);
    const screen_probe probe = {(int)codes_of_probe, cost, reach};
    const ptrdiff_t blocks = (ptrdiff_t)(octets / BLOCK_OCTETS);
    uint16_t *scores = room_for(sizeof(uint16_t) * BLOCK_FINGERS * (size_t)blocks);
    for (const screen_set *set = screen_sets; set->name != NULL; set++) {
        if (!set->supported()) continue;
        set->blocks(codes, used, blocks, &probe, scores);
        tell("screen", set->name, scores, sizeof(uint16_t) * BLOCK_FINGERS * (size_t)blocks);
    }
}

static void scans(void) {
    int64_t octets, counts, tables;
    const uint8_t *blocks = array(&octets);
    const int64_t *rows = array(&counts);
    const void *cost = array(&tables);
    const scan_probe probe = {(int)(tables / 32), cost};
    const int64_t parts = counts / (int64_t)sizeof *rows - 1;
    for (const scan_set *set = scan_sets; set->name != NULL; set++) {
        if (!set->supported()) continue;
        scan_list list;
        if (scan_list_begin(&list, (ptrdiff_t)rows[parts], probe.octets) < 0) fail("no memory");
        const uint8_t *codes = blocks;
        int64_t first = 0;
        for (int64_t p = 0; p < parts; first += rows[p++]) {
            const scan_part part = {codes, (ptrdiff_t)rows[p], first};
            set->into(&part, &probe, &list);
            codes += (rows[p] + BLOCK_ROWS - 1) / BLOCK_ROWS * BLOCK_ROWS * probe.octets;
        }
        scan_list_settle(&list);
        tell("scan", set->name, list.rows, (size_t)list.count * sizeof *list.rows);
        scan_list_end(&list);
    }
}

static void weighings(void) {
    int64_t octets, parts, numbers, dimensions;
    const float *rows = array(&octets);
    const int64_t *counts = array(&parts), *chosen = array(&numbers);
    const float *vector = array(&dimensions);
    const row_probe probe = {vector, (ptrdiff_t)(dimensions / (int64_t)sizeof *vector)};
    parts /= (int64_t)sizeof *counts, numbers /= (int64_t)sizeof *chosen;
    row_part *matrix = room_for((size_t)parts * sizeof *matrix);
    float *products = room_for((size_t)numbers * sizeof *products);
    for (int64_t p = 0; p < parts; rows += counts[p++] * probe.dimensions) matrix[p] = (row_part){rows, counts[p]};
    for (const row_set *set = row_sets; set->name != NULL; set++) {
        if (!set->supported()) continue;
        if (set->weigh(matrix, (ptrdiff_t)parts, &probe, chosen, (ptrdiff_t)numbers, products) < 0) fail("no such row");
        tell("rows", set->name, products, (size_t)numbers * sizeof *products);
    }
}

static void buildings(void) {
    int64_t places, bounds, ignored, steps;
    const float *place = array(&places);
    const int64_t *offsets = array(&bounds);
    const geometry *numbers = array(&ignored);
    const double *directional = array(&steps);
    const size_t n = (size_t)places / (3 * sizeof(float));
    const ptrdiff_t fingers = (ptrdiff_t)(bounds / (int64_t)sizeof *offsets) - 1;
    uint64_t *bits = room_for(n * CYLINDER_WORDS * sizeof *bits), *known = room_for(n * MASK_WORDS * sizeof *known);
    int64_t *minutia = room_for(n * sizeof *minutia), *made = room_for((size_t)fingers * sizeof *made);
    building *with = building_new(numbers, directional, (ptrdiff_t)(steps / (int64_t)sizeof *directional));
    if (with == NULL) fail("no memory");
    size_t total = 0;
    for (ptrdiff_t f = 0; f < fingers; f++) {
        made[f] = build_cylinders(with, place + 3 * offsets[f], (ptrdiff_t)(offsets[f + 1] - offsets[f]),
                                  bits + CYLINDER_WORDS * total, known + MASK_WORDS * total, minutia + total);
        total += (size_t)made[f];
    }
    building_free(with);
    tell("bits", "", bits, total * CYLINDER_WORDS * sizeof *bits);
    tell("known", "", known, total * MASK_WORDS * sizeof *known);
    tell("minutia", "", minutia, total * sizeof *minutia);
    tell("made", "", made, (size_t)fingers * sizeof *made);
}

int main(void) {
    comparisons();
    screens();
    scans();
    weighings();
    buildings();
    return 0;
}
