import { useDatabase } from "@/testing/database";
import { testCampaign, testSeeds } from "./campaign-test";

useDatabase();
testCampaign(1);
testSeeds([57, 111, 277, 345]);
