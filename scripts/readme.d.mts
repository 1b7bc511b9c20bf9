export function resultsSection(): string;
export function readmeText(): string;
